"""Where things and faces are on pictures and frames of the test media, by hand.

Cars stand out from the road and were drawn round by what is brighter or redder than it, then looked
at; everybody else by eye, to a few pixels. That does for overlaps of a half.
"""

from __future__ import annotations

from app.annotations.shapes import Box
from app.render.quality.material import Place

CAR_CLIP = "clips/car-detection.mp4"
WHITE, RED, SILVER, SPORTS = range(4)

CARS: dict[int, dict[int, Box]] = {
    WHITE: {
        65: Box(279, 258, 481, 432),
        77: Box(269, 102, 447, 382),
        80: Box(268, 71, 436, 331),
        83: Box(269, 41, 427, 284),
        86: Box(270, 13, 419, 241),
        89: Box(272, 0, 413, 200),
        92: Box(270, 0, 407, 158),
        95: Box(272, 0, 403, 123),
    },
    RED: {
        199: Box(317, 232, 495, 432),
        208: Box(316, 116, 480, 400),
        211: Box(315, 83, 473, 346),
        214: Box(313, 53, 466, 298),
        217: Box(311, 24, 460, 252),
        220: Box(310, 0, 453, 211),
        223: Box(308, 0, 445, 169),
    },
    SILVER: {
        199: Box(115, 0, 263, 230),
        202: Box(105, 11, 260, 279),
        205: Box(93, 50, 256, 343),
        208: Box(81, 88, 252, 404),
        211: Box(69, 128, 248, 432),
        214: Box(58, 171, 246, 432),
        217: Box(47, 217, 243, 432),
    },
    SPORTS: {
        327: Box(151, 0, 320, 233),
        330: Box(138, 15, 313, 308),
        333: Box(126, 65, 308, 393),
        336: Box(113, 131, 306, 432),
        339: Box(104, 196, 305, 432),
    },
}
"""Each car by frame of `CAR_CLIP`."""

FOLLOWED = {WHITE: 77, RED: 208, SILVER: 202, SPORTS: 330}
"""From which frame on a car is all in the picture, and followed from there."""

LOOKED_AT = (65, 77, 92, 199, 208, 217, 327, 336)
"""Frames of `CAR_CLIP` on which every car is known."""

BYSTANDERS = (
    Box(39, 73, 103, 282),
    Box(0, 143, 98, 299),
    Box(626, 79, 698, 238),
    Box(749, 72, 831, 263),
    Box(779, 182, 854, 321),
)
RAFTERS = (
    Box(0, 155, 88, 274),
    Box(101, 136, 176, 207),
    Box(94, 187, 190, 308),
    Box(200, 142, 318, 249),
    Box(243, 220, 357, 355),
    Box(327, 200, 446, 308),
    Box(388, 251, 446, 300),
    Box(385, 275, 470, 355),
)

PEOPLE: dict[Place, tuple[Box, ...]] = {
    Place("masks/judo_frames/00000.jpg"): (
        *BYSTANDERS,
        Box(325, 20, 466, 398),
        Box(384, 40, 530, 418),
    ),
    Place("masks/judo_frames/00013.jpg"): (
        *BYSTANDERS,
        Box(303, 113, 425, 381),
        Box(382, 105, 531, 420),
    ),
    Place("images/Kodak24/kodim12.png"): (Box(86, 98, 166, 384), Box(150, 58, 242, 347)),
    Place("images/Kodak24/kodim14.png"): RAFTERS,
    Place("images/Kodak24/kodim18.png"): (Box(83, 12, 452, 500),),
    Place("images/Set14/barbara.png"): (Box(318, 46, 694, 576),),
    Place("images/Set14/foreman.png"): (Box(66, 8, 284, 288),),
    Place("images/Set14/lenna.png"): (Box(66, 44, 420, 512),),
    Place("images/CBSD68_12/101087.png"): (Box(119, 98, 282, 457),),
}

FACES: dict[Place, tuple[Box, ...]] = {
    Place("images/Kodak24/kodim04.png"): (Box(108, 100, 392, 436),),
    Place("images/Kodak24/kodim15.png"): (Box(225, 30, 500, 428),),
    Place("images/Kodak24/kodim18.png"): (Box(256, 30, 306, 106),),
    Place("images/Set14/barbara.png"): (Box(452, 80, 545, 234),),
    Place("images/Set14/foreman.png"): (Box(112, 98, 243, 255),),
    Place("images/Set14/lenna.png"): (Box(238, 215, 352, 390),),
    Place("images/Set14/man.png"): (Box(195, 75, 272, 188),),
    Place("images/Set5/baby.bmp"): (Box(65, 95, 425, 462),),
    Place("images/Set5/head.bmp"): (Box(95, 50, 248, 280),),
    Place("images/Set5/woman.bmp"): (Box(46, 38, 182, 216),),
    Place("clips/carphone_pristine.mp4", 0): (Box(64, 38, 113, 101),),
    Place("clips/carphone_pristine.mp4", 30): (Box(60, 37, 110, 100),),
    Place("masks/judo_frames/00000.jpg"): (
        Box(58, 77, 77, 106),
        Box(47, 147, 75, 179),
        Box(405, 59, 433, 110),
        Box(441, 53, 474, 117),
        Box(651, 80, 667, 100),
        Box(793, 75, 816, 103),
        Box(824, 185, 849, 216),
    ),
}


def things() -> dict[Place, tuple[tuple[str, Box], ...]]:
    """Cars and people, by the picture; every one that can be seen on it."""
    cars = {
        Place(CAR_CLIP, frame): tuple(
            ("car", boxes[frame]) for boxes in CARS.values() if frame in boxes
        )
        for frame in LOOKED_AT
    }
    return cars | {
        place: tuple(("person", box) for box in boxes) for place, boxes in PEOPLE.items()
    }
